// Everything works without this file. It marks the page for govuk-frontend and starts its components.
if ("noModule" in HTMLScriptElement.prototype) {
  document.body.classList.add("js-enabled", "govuk-frontend-supported");
  const script = document.querySelector("script[data-govuk]");
  import(script.dataset.govuk).then(({ initAll }) => initAll());
}
// Warnings that a page shows after saving take the focus, as an error summary does.
document.querySelector(".app-warnings[tabindex], .app-conflict")?.focus();
// Two minutes before the session ends, ask; staying sends one small request and leaves the page as it is.
const idle = document.querySelector("dialog.app-idle");
if (idle?.showModal) {
  let timer;
  const wait = () => {
    clearTimeout(timer);
    timer = setTimeout(() => idle.showModal(), Math.max(Number(idle.dataset.seconds) - 120, 10) * 1000);
  };
  idle.querySelector("form").addEventListener("submit", async (event) => {
    event.preventDefault();
    const sent = await fetch(event.target.action, {
      method: "POST", body: new FormData(event.target), redirect: "manual",
    }).catch(() => ({ ok: false }));
    if (sent.ok) {
      idle.close();
      wait();
      return;
    }
    event.target.hidden = true;
    for (const part of idle.querySelectorAll("[data-over], [data-close]")) part.hidden = false;
  });
  idle.querySelector("[data-close]").addEventListener("click", () => idle.close());
  wait();
}
