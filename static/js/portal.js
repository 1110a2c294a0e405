// Progressive enhancement only: every page and form works without this file.
(function () {
  "use strict"
  if (!("noModule" in HTMLScriptElement.prototype) || !window.govukFrontend) {
    return
  }
  // govuk-frontend looks for these classes before it starts a component.
  document.body.classList.add("js-enabled", "govuk-frontend-supported")
  var parts = window.govukFrontend
  parts.createAll(parts.SkipLink)
  parts.createAll(parts.ErrorSummary)
  parts.createAll(parts.CharacterCount)
  parts.createAll(parts.Button)
})()
