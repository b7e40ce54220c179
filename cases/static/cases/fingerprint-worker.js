// Makes the fingerprints of one picture at a time, apart from the page, so that nothing is drawn there.
// It asks no server for anything. What it hands back is hexadecimal digits and one number.
//
// PDQ is the perceptual fingerprint that Meta described in "The TMK+PDQF Video-Hashing Algorithm and the PDQ
// Image-Hashing Algorithm" (2019). In our own words: take the brightness of the picture, smooth it twice in each
// direction, keep 64 by 64 samples, describe those by the 16 by 16 slowest waves of a cosine transform, and note
// for each wave whether it is stronger than the middle one. Two copies of a picture differ in few of these bits.
"use strict";

const SAMPLES = 64;
const WAVES = 16;
const SMOOTHINGS = 2;
const STRIP = 64; // rows of pixels that are read at once: a picture of any size needs little memory
const LEAST_QUALITY = 50; // below this, different pictures look alike

self.onmessage = function (event) {
  fingerprints(event.data).then(
    function (found) { self.postMessage(found); },
    function () { self.postMessage({ problem: "unopened" }); }
  );
};

async function fingerprints(file) {
  const samples = await sampled(file);
  const detail = quality(samples);
  if (detail < LEAST_QUALITY) { return { problem: "weak" }; }
  return { pdq: bits(waves(samples)), quality: detail, sha256: await sha256(file) };
}

// SHA-256 of the file as it is, byte for byte.
async function sha256(file) {
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", await file.arrayBuffer()));
  return Array.from(digest, function (byte) { return byte.toString(16).padStart(2, "0"); }).join("");
}

// 64 by 64 samples of brightness. The picture is read as people see it: turned the way the camera noted, on white
// where it is transparent. Colours are taken as they stand in the file: the reference does not convert them either.
async function sampled(file) {
  const bitmap = await createImageBitmap(file, { colorSpaceConversion: "none" });
  const canvas = new OffscreenCanvas(bitmap.width, STRIP);
  try {
    return squeezed(bitmap, canvas.getContext("2d", { alpha: false, willReadFrequently: true }));
  } finally {
    bitmap.close();
    canvas.width = canvas.height = 0;
  }
}

// Each row is squeezed into 64 samples as soon as it is read, and then each of the 64 columns. Smoothing one way
// and then the other gives the same numbers as taking turns, because every step is a weighted sum.
function squeezed(bitmap, context) {
  const row = new Float64Array(bitmap.width);
  const columns = Array.from({ length: SAMPLES }, function () { return new Float64Array(bitmap.height); });
  for (let top = 0; top < bitmap.height; top += STRIP) {
    const height = Math.min(STRIP, bitmap.height - top);
    const pixels = read(bitmap, context, top, height);
    for (let y = 0; y < height; y++) {
      for (let x = 0, p = 4 * y * bitmap.width; x < bitmap.width; x++, p += 4) {
        row[x] = 0.299 * pixels[p] + 0.587 * pixels[p + 1] + 0.114 * pixels[p + 2];
      }
      squeeze(row).forEach(function (sample, j) { columns[j][top + y] = sample; });
    }
  }
  const samples = new Float64Array(SAMPLES * SAMPLES);
  columns.forEach(function (column, j) {
    squeeze(column).forEach(function (sample, i) { samples[i * SAMPLES + j] = sample; });
  });
  return samples;
}

function read(bitmap, context, top, height) {
  context.fillStyle = "#fff";
  context.fillRect(0, 0, bitmap.width, height);
  context.drawImage(bitmap, 0, top, bitmap.width, height, 0, 0, bitmap.width, height);
  return context.getImageData(0, 0, bitmap.width, height).data;
}

// A line of any length as 64 samples: smoothed twice, then one taken from the middle of each block.
function squeeze(line) {
  const window = Math.ceil(line.length / (2 * SAMPLES));
  let smooth = line;
  for (let n = 0; n < SMOOTHINGS; n++) { smooth = slide(smooth, window); }
  return Float64Array.from({ length: SAMPLES }, function (_, n) {
    return smooth[Math.floor(((n + 0.5) * line.length) / SAMPLES)];
  });
}

// The mean of a window that slides along a line; at both ends only what lies inside the picture counts.
function slide(line, window) {
  if (window === 1) { return line; }
  const smooth = new Float64Array(line.length);
  const ahead = Math.floor(window / 2);
  let sum = 0;
  let count = 0;
  for (let n = -ahead; n < line.length; n++) {
    const enters = n + ahead;
    const leaves = enters - window;
    if (enters < line.length) { sum += line[enters]; count++; }
    if (leaves >= 0) { sum -= line[leaves]; count--; }
    if (n >= 0) { smooth[n] = sum / count; }
  }
  return smooth;
}

// From 0 to 100: how much brightness changes from sample to sample. A plain wall has nothing to go by.
function quality(samples) {
  let change = 0;
  for (let i = 0; i < SAMPLES; i++) {
    for (let j = 0; j < SAMPLES; j++) {
      const here = samples[i * SAMPLES + j];
      if (i + 1 < SAMPLES) { change += percent(here - samples[(i + 1) * SAMPLES + j]); }
      if (j + 1 < SAMPLES) { change += percent(here - samples[i * SAMPLES + j + 1]); }
    }
  }
  return Math.min(100, Math.floor(change / 90));
}

function percent(difference) {
  return Math.trunc((Math.abs(difference) * 100) / 255);
}

// The 16 slowest waves in each direction, without the one that never changes.
const COSINES = Float64Array.from({ length: WAVES * SAMPLES }, function (_, n) {
  const wave = Math.floor(n / SAMPLES) + 1;
  return Math.sqrt(2 / SAMPLES) * Math.cos((Math.PI / (2 * SAMPLES)) * wave * (2 * (n % SAMPLES) + 1));
});

function waves(samples) {
  const half = new Float64Array(WAVES * SAMPLES);
  for (let i = 0; i < WAVES; i++) {
    for (let j = 0; j < SAMPLES; j++) {
      for (let k = 0; k < SAMPLES; k++) {
        half[i * SAMPLES + j] += COSINES[i * SAMPLES + k] * samples[k * SAMPLES + j];
      }
    }
  }
  const whole = new Float64Array(WAVES * WAVES);
  for (let i = 0; i < WAVES; i++) {
    for (let j = 0; j < WAVES; j++) {
      for (let k = 0; k < SAMPLES; k++) {
        whole[i * WAVES + j] += half[i * SAMPLES + k] * COSINES[j * SAMPLES + k];
      }
    }
  }
  return whole;
}

// One bit for each wave, the last one first: 64 hexadecimal digits.
function bits(strengths) {
  const middle = Float64Array.from(strengths).sort()[strengths.length / 2 - 1];
  let digits = "";
  for (let n = strengths.length - 4; n >= 0; n -= 4) {
    const four = [3, 2, 1, 0].map(function (bit) { return strengths[n + bit] > middle ? 1 : 0; });
    digits += parseInt(four.join(""), 2).toString(16);
  }
  return digits;
}
