// Copy buttons and keys. Every page does the same without this file.
"use strict";

(() => {
  const rows = [...document.querySelectorAll("[data-row]")];
  let chosen = -1;

  const choose = (index) => {
    if (!rows.length) return;
    chosen = Math.max(0, Math.min(rows.length - 1, index));
    rows.forEach((row, place) => {
      row.classList.toggle("selected", place === chosen);
      if (place === chosen) row.setAttribute("aria-current", "true");
      else row.removeAttribute("aria-current");
    });
  };

  const move = (step) => {
    choose(chosen + step);
    const row = rows[chosen];
    if (!row) return;
    row.scrollIntoView({ block: "nearest" });
    const link = row.querySelector("[data-open]");
    if (link) link.focus({ preventScroll: true });
  };

  const press = (selector) => {
    const within = rows[chosen] || document;
    const target = within.querySelector(selector);
    if (target) target.click();
  };

  const say = (control, words) => {
    const before = control.textContent;
    control.textContent = words;
    setTimeout(() => { control.textContent = before; }, 2000);
  };

  const copy = async (control) => {
    try {
      await navigator.clipboard.writeText(control.dataset.copy);
      say(control, "Copied");
      return true;
    } catch {
      return false;
    }
  };

  const explain = () => {
    const box = document.createElement("dialog");
    const here = (selector) => document.querySelector(selector) !== null;
    const lines = [
      [here("[data-row]"), "J, K", "next, previous row"], [here("[data-open]"), "Enter", "open the row"],
      [here("[data-act]"), "A", "do what the button says"], [here("[data-hand-over]"), "H", "pass on"],
      [here("#find"), "/", "find a case"], [true, "?", "this list"],
    ].filter(([works]) => works);
    const title = document.createElement("h2");
    title.textContent = "Keys";
    const list = document.createElement("dl");
    lines.forEach(([, key, words]) => {
      const term = document.createElement("dt");
      const mark = document.createElement("kbd");
      mark.textContent = key;
      term.append(mark);
      const meaning = document.createElement("dd");
      meaning.textContent = words;
      list.append(term, meaning);
    });
    const off = document.createElement("p");
    const way = document.createElement("a");
    way.href = document.querySelector(".me").href + "#id_keys_off";
    way.textContent = "Switch single keys off";
    off.append(way);
    const close = document.createElement("button");
    close.type = "button";
    close.textContent = "Close";
    close.autofocus = true;
    close.addEventListener("click", () => box.close());
    box.addEventListener("close", () => box.remove());
    box.append(title, list, off, close);
    document.body.append(box);
    box.showModal();
  };

  const keys = document.querySelector("[data-keys-off]") ? {} : {
    j: () => move(1),
    k: () => move(-1),
    a: () => press("[data-act]"),
    h: () => press("[data-hand-over]"),
    "/": () => document.getElementById("find")?.focus(),
    "?": explain,
  };

  document.addEventListener("keydown", (event) => {
    const typing = event.target.closest("input, textarea, select, dialog");
    if (typing || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    if (event.key === "Enter" && rows[chosen] && event.target === document.body) {
      press("[data-open]");
      return;
    }
    const act = keys[event.key.length === 1 ? event.key.toLowerCase() : event.key];
    if (!act) return;
    event.preventDefault();
    act();
  });

  document.querySelectorAll("button[data-copy]").forEach((button) => {
    button.hidden = false;
    button.addEventListener("click", () => copy(button));
  });
  document.querySelectorAll("summary[data-copy]").forEach((control) => {
    control.addEventListener("click", (event) => {
      if (control.parentElement.open) return;
      event.preventDefault();
      copy(control).then((done) => { if (!done) control.parentElement.open = true; });
    });
  });

  // A page kept by the browser may show what someone else must not see after signing out.
  window.addEventListener("pageshow", (event) => { if (event.persisted) location.reload(); });

  const summary = document.querySelector(".summary[tabindex]");
  if (summary) summary.focus();
  else choose(0);
})();
