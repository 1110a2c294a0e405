"""The fixed parts of an XLSX file, and those that say which sheets there are."""

from collections.abc import Sequence

from consultation.responses.exporting.xlsx_cells import escape, letters

_XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"
_TYPES = "http://schemas.openxmlformats.org/package/2006/content-types"
_KIND = "application/vnd.openxmlformats-officedocument.spreadsheetml"

# Cell styles, by their place in `STYLES`.
HEADING_STYLE = 1
MOMENT_STYLE = 2

ROOT = (
    f'{_XML}<Relationships xmlns="{_PACKAGE}"><Relationship Id="rId1" '
    f'Type="{_OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>'
)

STYLES = (
    f'{_XML}<styleSheet xmlns="{_MAIN}">'
    '<numFmts count="1"><numFmt numFmtId="164" formatCode="yyyy\\-mm\\-dd\\ hh:mm:ss"/></numFmts>'
    '<fonts count="2"><font><sz val="11"/><name val="Calibri"/><family val="2"/></font>'
    '<font><b/><sz val="11"/><name val="Calibri"/><family val="2"/></font></fonts>'
    '<fills count="2"><fill><patternFill patternType="none"/></fill>'
    '<fill><patternFill patternType="gray125"/></fill></fills>'
    '<borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders>'
    '<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>'
    '<cellXfs count="3"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/>'
    '<xf numFmtId="0" fontId="1" fillId="0" borderId="0" xfId="0" applyFont="1"/>'
    '<xf numFmtId="164" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/>'
    "</cellXfs>"
    '<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles>'
    "</styleSheet>"
)

_MOMENT_WIDTH = 19
_WIDTH = 18


def sheet_begin(columns: int, headings: str, *, first: bool) -> str:
    """Return how a sheet begins: the row of headings, which stays in sight.

    Args:
        columns: how many there are; the first is that of the moment.
        headings: the XML of the row of headings.
        first: whether this sheet is the one that opens.
    """
    selected = ' tabSelected="1"' if first else ""
    return (
        f'{_XML}<worksheet xmlns="{_MAIN}"><sheetViews><sheetView{selected} workbookViewId="0">'
        '<pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/>'
        "</sheetView></sheetViews><cols>"
        f'<col min="1" max="1" width="{_MOMENT_WIDTH}" customWidth="1"/>'
        f'<col min="2" max="{columns}" width="{_WIDTH}" customWidth="1"/>'
        f"</cols><sheetData>{headings}"
    )


SHEET_END = "</sheetData></worksheet>"


def heading_row(headings: Sequence[str]) -> str:
    """Return the XML of the row of headings."""
    cells = "".join(
        f'<c r="{letters(column)}1" s="{HEADING_STYLE}" t="inlineStr"><is>'
        f'<t xml:space="preserve">{escape(heading)}</t></is></c>'
        for column, heading in enumerate(headings)
    )
    return f'<row r="1">{cells}</row>'


def sheet_file(number: int) -> str:
    """Return the name of a sheet's part, counted from 1."""
    return f"xl/worksheets/sheet{number}.xml"


def workbook(names: Sequence[str]) -> dict[str, str]:
    """Return the parts that list the sheets, by their names in the file."""
    sheets = "".join(
        f'<sheet name="{escape(name)}" sheetId="{number}" r:id="rId{number}"/>'
        for number, name in enumerate(names, 1)
    )
    relations = "".join(
        f'<Relationship Id="rId{number}" Type="{_OFFICE}/worksheet" '
        f'Target="worksheets/sheet{number}.xml"/>'
        for number in range(1, len(names) + 1)
    )
    overrides = "".join(
        f'<Override PartName="/{sheet_file(number)}" ContentType="{_KIND}.worksheet+xml"/>'
        for number in range(1, len(names) + 1)
    )
    return {
        "xl/workbook.xml": (
            f'{_XML}<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}"><bookViews><workbookView/>'
            f"</bookViews><sheets>{sheets}</sheets></workbook>"
        ),
        "xl/_rels/workbook.xml.rels": (
            f'{_XML}<Relationships xmlns="{_PACKAGE}">{relations}'
            f'<Relationship Id="rId{len(names) + 1}" Type="{_OFFICE}/styles" '
            'Target="styles.xml"/></Relationships>'
        ),
        "[Content_Types].xml": (
            f'{_XML}<Types xmlns="{_TYPES}"><Default Extension="rels" ContentType='
            '"application/vnd.openxmlformats-package.relationships+xml"/>'
            '<Default Extension="xml" ContentType="application/xml"/>'
            f'<Override PartName="/xl/workbook.xml" ContentType="{_KIND}.sheet.main+xml"/>'
            f'<Override PartName="/xl/styles.xml" ContentType="{_KIND}.styles+xml"/>'
            f"{overrides}</Types>"
        ),
    }
