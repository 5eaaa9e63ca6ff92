// The only script of the site, and nothing depends on it: the theme, copying a command, looking again at a visit.
(() => {
  const root = document.documentElement;
  const keep = (theme) => { try { localStorage.setItem("theme", theme); } catch { /* a browser that keeps nothing */ } };
  try { root.dataset.theme = localStorage.getItem("theme") ?? ""; } catch { /* likewise */ }
  const isDark = () =>
    root.dataset.theme ? root.dataset.theme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
  addEventListener("DOMContentLoaded", () => {
    for (const button of document.querySelectorAll("[data-theme-switch]")) {
      button.hidden = false;
      button.setAttribute("aria-pressed", isDark());
      button.addEventListener("click", () => {
        root.dataset.theme = isDark() ? "light" : "dark";
        keep(root.dataset.theme);
        button.setAttribute("aria-pressed", isDark());
      });
    }
    if (navigator.clipboard) {
      for (const button of document.querySelectorAll("[data-copy]")) {
        button.hidden = false;
        button.addEventListener("click", async () => {
          await navigator.clipboard.writeText(button.dataset.copy);
          button.textContent = button.dataset.copied;
        });
      }
    }
    const waiting = document.querySelector("[data-look-again]");
    if (waiting) setTimeout(() => location.reload(), 1000 * waiting.dataset.lookAgain);
  });
})();
