// Everything works without this file. It marks the page for govuk-frontend and starts its components.
if ("noModule" in HTMLScriptElement.prototype) {
  document.body.classList.add("js-enabled", "govuk-frontend-supported");
  const script = document.querySelector("script[data-govuk]");
  import(script.dataset.govuk).then(({ initAll }) => initAll());
}
// Warnings that a page shows after saving take the focus, as an error summary does.
document.querySelector(".app-warnings[tabindex], .app-conflict")?.focus();
