# One image for every process: the web server by default, worker and commands by name.
ARG PYTHON=python:3.11-slim-bookworm

FROM ${PYTHON} AS build
RUN python -m venv /opt/venv
COPY requirements.txt /tmp/
RUN /opt/venv/bin/pip install --no-cache-dir --disable-pip-version-check -r /tmp/requirements.txt

FROM ${PYTHON}
ENV PATH=/opt/venv/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    DJANGO_SETTINGS_MODULE=coe_site.settings \
    PORTAL_ENVIRONMENT=production
# Pango and a font lay out PDF files of responses; nothing else needs them.
RUN apt-get update -qq \
    && apt-get install --yes -qq --no-install-recommends libpangoft2-1.0-0 fonts-dejavu-core \
    && rm -rf /var/lib/apt/lists/*
RUN useradd --system --uid 10001 --no-create-home portal
WORKDIR /app
COPY --from=build /opt/venv /opt/venv
COPY . .
# Collecting needs the production settings and none of their values. The only folder that
# the portal writes to is var: uploads, where no bucket keeps them.
RUN PORTAL_SECRET_KEY="$(python -c 'import secrets; print(secrets.token_urlsafe(64))')" \
    PORTAL_ALLOWED_HOSTS=localhost DATABASE_URL=sqlite:////tmp/none.sqlite3 \
    python manage.py collectstatic --noinput --verbosity 0 \
    && install --directory --owner=portal var var/media
USER portal
VOLUME /app/var
EXPOSE 8000
HEALTHCHECK --interval=30s --timeout=6s --start-period=30s CMD \
    ["python", "-c", "import urllib.request; urllib.request.urlopen('http://127.0.0.1:8000/health/', timeout=5)"]
# The workers' signs of life are files: in memory, where a slow disk cannot make them look dead.
CMD ["gunicorn", "--config", "python:coe_site.gunicorn", "--bind", "0.0.0.0:8000", "--worker-tmp-dir", "/dev/shm", "coe_site.wsgi"]
