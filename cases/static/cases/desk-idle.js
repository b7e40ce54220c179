// Covers the page after five minutes without a sign of anyone, and leaves it after fifteen, when the session has
// ended. Without this file the page stays as it is, and the session ends all the same.
"use strict";

(() => {
  const COVER_AFTER = 5 * 60 * 1000;
  const LEAVE_AFTER = 15 * 60 * 1000;
  const frame = document.querySelector("[data-idle]");
  if (!frame) return;
  const title = document.title;
  let seen = Date.now();
  let cover = null;
  let left = false;

  const uncover = () => {
    cover.close();
    cover.remove();
    cover = null;
    document.title = title;
    document.documentElement.classList.remove("covered");
    seen = Date.now();
  };

  const put = () => {
    document.querySelectorAll("dialog[open]").forEach((each) => each.close());
    cover = document.createElement("dialog");
    cover.className = "cover";
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = frame.dataset.idle;
    button.addEventListener("click", uncover);
    cover.addEventListener("cancel", (event) => { event.preventDefault(); uncover(); });
    cover.append(button);
    document.body.append(cover);
    document.documentElement.classList.add("covered");
    document.title = "Desk";
    cover.showModal();
  };

  const leave = () => {
    if (left) return; // a second call would break off the first, and on a slow line never arrive
    left = true;
    location.replace(frame.dataset.door);
  };

  const look = () => {
    const idle = Date.now() - seen;
    if (idle >= LEAVE_AFTER) leave();
    else if (idle >= COVER_AFTER && !cover) put();
  };

  const touched = () => { if (!cover) seen = Date.now(); };

  ["pointerdown", "pointermove", "keydown", "wheel", "scroll"].forEach((kind) => {
    document.addEventListener(kind, touched, { passive: true, capture: true });
  });
  document.addEventListener("visibilitychange", look);
  setInterval(look, 5000);

  document.querySelectorAll("[data-print]").forEach((button) => {
    button.hidden = false;
    button.addEventListener("click", () => window.print());
  });
})();
