// Progressive enhancement only: every page and form works without this file.
(function () {
  "use strict"
  if (!("noModule" in HTMLScriptElement.prototype) || !window.govukFrontend) {
    return
  }
  // govuk-frontend looks for these classes before it starts a component.
  document.body.classList.add("js-enabled", "govuk-frontend-supported")
  const parts = window.govukFrontend

  // Words are counted as on the server: everything between spaces.
  class CharacterCount extends parts.CharacterCount {
    updateCount() {
      super.updateCount()
      if (this.config.countType === "words") {
        this.count = (this.$textarea.value.match(/\S+/g) || []).length
      }
    }
  }

  parts.createAll(parts.SkipLink)
  parts.createAll(parts.ErrorSummary)
  parts.createAll(CharacterCount)
  parts.createAll(parts.Button)
})()
