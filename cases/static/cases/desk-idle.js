// Tells the server that someone types or clicks, asks before the session ends, covers the page after five minutes
// without a sign of anyone, and leaves it after fifteen. Without this file the page stays as it is, and the session
// ends all the same.
"use strict";

(() => {
  const MINUTE = 60 * 1000;
  const COVER_AFTER = 5 * MINUTE;
  const LEAVE_AFTER = 15 * MINUTE;
  const WARN_AFTER = 13 * MINUTE;
  const TELL_EVERY = 2 * MINUTE;
  const SOON = "You are signed out in two minutes. What is typed here and not sent is then lost.";
  const OVER = "You have been signed out here, or signed in anew in another window. Copy what you typed.";
  const SILENT = "There is no answer. Try once more.";
  const frame = document.querySelector("[data-idle]");
  if (!frame) return;
  const title = document.title;
  let seen = Date.now(); // a sign of anyone, a moved pointer too
  let told = Date.now(); // what the server last heard of this page
  let telling = false;
  let over = false; // the session has ended: nothing to tell any more
  let cover = null;
  let warning = null;
  let asked = 0; // when the warning was last answered
  let answered = false; // somebody is there, and the server says nothing or no
  let left = false;

  const box = () => { // our own words, in whatever language the page is
    const made = document.createElement("dialog");
    made.lang = "en";
    made.dir = "ltr";
    return made;
  };

  const button = (words, act) => {
    const made = document.createElement("button");
    made.type = "button";
    made.textContent = words;
    made.addEventListener("click", act);
    return made;
  };

  const alarm = (words) => {
    const line = document.createElement("p");
    line.id = "idle-words";
    line.setAttribute("role", "alert");
    line.textContent = words;
    return line;
  };

  const tell = async () => {
    if (telling || over) return !over;
    telling = true;
    const at = Date.now();
    try {
      const token = frame.querySelector("[name=csrfmiddlewaretoken]").value;
      const body = new URLSearchParams({ csrfmiddlewaretoken: token });
      const answer = await fetch(frame.dataset.stay, { method: "POST", body, redirect: "manual" });
      over = answer.type === "opaqueredirect" || answer.status === 403;
      if (answer.status === 204) told = at;
      return answer.status === 204;
    } catch {
      return false; // no connection: the next key or click tries again
    } finally {
      telling = false;
    }
  };

  const drop = () => {
    warning.close();
    warning.remove();
    warning = null;
  };

  const back = () => {
    drop();
    seen = asked = Date.now();
  };

  const ask = (words, ...buttons) => {
    if (!warning) {
      warning = box();
      warning.setAttribute("role", "alertdialog");
      warning.setAttribute("aria-labelledby", "idle-words");
      warning.addEventListener("cancel", (event) => { event.preventDefault(); (answered ? back : keep)(); });
      document.body.append(warning);
      warning.showModal();
    }
    warning.replaceChildren(alarm(words), ...buttons.flatMap((each) => [each, " "]));
    warning.querySelector("button").focus();
  };

  const say = () => {
    answered = true;
    if (over) ask(OVER, button("Back to the page", back));
    else ask(SILENT, button("Back to the page", back), button("Keep going", keep));
  };

  const keep = async () => {
    seen = Date.now();
    const kept = await tell();
    if (warning) (kept ? back : say)();
  };

  const warn = () => {
    answered = false;
    ask(SOON, button("Keep going", keep));
  };

  const uncover = () => {
    cover.close();
    cover.remove();
    cover = null;
    document.title = title;
    document.documentElement.classList.remove("covered");
    seen = Date.now();
    tell();
  };

  const put = () => {
    if (warning) drop();
    document.querySelectorAll("dialog[open]").forEach((each) => each.close());
    cover = box();
    cover.className = "cover";
    cover.addEventListener("cancel", (event) => { event.preventDefault(); uncover(); });
    cover.append(button(frame.dataset.idle, uncover));
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
    const now = Date.now();
    const ends = !over && now - told >= WARN_AFTER && now - asked >= MINUTE;
    const alone = cover || (warning && !answered);
    if (now - seen >= LEAVE_AFTER || (alone && !over && now - told >= LEAVE_AFTER)) leave();
    else if (now - seen >= COVER_AFTER && !cover) put();
    if (ends && cover && !cover.querySelector("p")) cover.prepend(alarm(SOON));
    else if (ends && !cover && !warning && !left) warn();
  };

  const touched = () => { if (!cover && !warning) seen = Date.now(); };
  const meant = async (event) => {
    if (!event.isTrusted || over || cover || warning || Date.now() - told < TELL_EVERY) return;
    await tell();
    if (over && !cover && !warning) say();
  };

  ["pointerdown", "pointermove", "keydown", "wheel", "scroll"].forEach((kind) => {
    document.addEventListener(kind, touched, { passive: true, capture: true });
  });
  ["pointerdown", "keydown", "input"].forEach((kind) => {
    document.addEventListener(kind, meant, { passive: true, capture: true });
  });
  document.addEventListener("visibilitychange", look);
  setInterval(look, 5000);

  document.querySelectorAll("[data-print]").forEach((button) => {
    button.hidden = false;
    button.addEventListener("click", () => window.print());
  });
})();
