// Lets her pick pictures and writes their fingerprints into the form. Pictures are read by a worker on this device;
// this script asks no server for anything, draws nothing and keeps no name of a file.
(function () {
  "use strict";
  const place = document.querySelector("[data-pictures]");
  const field = document.querySelector("[data-fingerprints]");
  if (!place || !field || !window.Worker || !window.OffscreenCanvas || !window.isSecureContext) { return; }

  const say = place.querySelector("[data-progress]");
  const list = place.querySelector("[data-results]");
  const choose = place.querySelector("[data-choose]");
  const cancel = place.querySelector("[data-cancel]");
  const most = Number(place.dataset.most);
  const picker = document.createElement("input"); // the only one there is: no name, and outside every form
  let worker = start();
  let waiting = [];
  let current = null;
  let number = 0;
  let total = 0;
  let made = 0;

  function start() {
    const fresh = new Worker(place.dataset.worker);
    fresh.onmessage = function (event) { next(event.data); };
    fresh.onerror = giveUp;
    return fresh;
  }

  // The page holds every sentence, so that it can be translated there.
  function sentence(key) {
    return place.dataset[key].replace("{n}", number).replace("{total}", total).replace("{made}", made);
  }

  function picked() {
    const files = Array.from(picker.files);
    picker.value = "";
    if (!files.length) { return; }
    list.textContent = "";
    if (files.length + lines().length > most) { say.textContent = sentence("tooMany"); return; }
    waiting = files;
    number = made = 0;
    total = files.length;
    busy(true);
    step();
  }

  function step() {
    current = waiting.shift();
    if (!current) { end(made ? "done" : "none"); return; }
    number += 1;
    say.textContent = sentence("working");
    if (!current.type || current.type.startsWith("image/") || isPhoneFormat(current)) {  // untyped: opening it will tell
      worker.postMessage(current);
    } else {
      next({ problem: "noPicture" });
    }
  }

  function next(found) {
    let key = found.problem || "ready";
    if (key === "unopened" && isPhoneFormat(current)) { key = "phoneFormat"; }
    if (key === "ready" && field.value.includes(found.sha256)) { key = "twice"; }
    if (key === "ready") { add(found); }
    const line = document.createElement("li");
    line.textContent = sentence(key);
    list.appendChild(line);
    step();
  }

  function add(found) {
    const line = "PDQ " + found.pdq + " quality " + found.quality + " SHA-256 " + found.sha256;
    field.value = lines().concat(line).join("\n");
    made += 1;
  }

  function lines() {
    return field.value.split("\n").filter(function (line) { return line.trim(); });
  }

  function isPhoneFormat(file) {
    return /^image\/hei[cf]/.test(file.type) || /\.hei[cf]$/i.test(file.name);
  }

  function end(key) {
    busy(false);
    say.textContent = sentence(key);
  }

  function busy(yes) {
    choose.hidden = yes;
    cancel.hidden = !yes;
    (yes ? cancel : choose).focus();
  }

  function stop() {
    worker.terminate();
    waiting = [];
    current = null;
  }

  function giveUp() {
    stop();
    show(false);
  }

  // Where this cannot work, the page says so and the form still takes what is typed.
  function show(able) {
    place.hidden = !able;
    document.querySelector("[data-typed-only]").hidden = able;
    document.querySelector("[data-text]").open = !able || document.querySelector("[data-keep]") !== null;
  }

  picker.type = "file";
  picker.accept = "image/*";
  picker.multiple = true;
  picker.hidden = true;
  picker.addEventListener("change", picked);
  place.appendChild(picker);
  choose.addEventListener("click", function () { picker.click(); });
  cancel.addEventListener("click", function () { stop(); worker = start(); end("stopped"); });
  document.addEventListener("leave", stop);
  window.addEventListener("pagehide", stop);
  show(true);
})();
