// The only govuk-frontend scripts the portal uses; `npm run build:js` bundles them.
export { createAll } from "govuk-frontend/dist/govuk/init.mjs"
export { Button } from "govuk-frontend/dist/govuk/components/button/button.mjs"
export { CharacterCount } from "govuk-frontend/dist/govuk/components/character-count/character-count.mjs"
export { ErrorSummary } from "govuk-frontend/dist/govuk/components/error-summary/error-summary.mjs"
export { SkipLink } from "govuk-frontend/dist/govuk/components/skip-link/skip-link.mjs"
