import assert from "node:assert/strict";
import { test } from "node:test";
import { ansiToHtml, overwriteLines } from "../../src/site/ansi";

const esc = "\u001b[";

test("text of a terminal is escaped and its colours become classes", () => {
  const cases: [input: string, html: string][] = [
    ["plain", "plain"],
    ["<script>&\"'", "&lt;script&gt;&amp;&quot;&#39;"],
    [`${esc}31mred${esc}39m no`, '<span class="ansi-fg-red">red</span> no'],
    [`${esc}1;91mloud${esc}0m`, '<span class="ansi-fg-bright-red ansi-bold">loud</span>'],
    [
      `${esc}1mbold${esc}22m${esc}4mline${esc}24m.`,
      '<span class="ansi-bold">bold</span><span class="ansi-underline">line</span>.',
    ],
    [`${esc}44m ${esc}m`, '<span class="ansi-bg-blue"> </span>'],
    [`${esc}7minverse${esc}27m`, '<span class="ansi-fg-inverse ansi-bg-inverse">inverse</span>'],
    [`${esc}38;5;9mx${esc}0m`, '<span class="ansi-fg-bright-red">x</span>'],
    [`${esc}38;5;196mx`, '<span style="color:rgb(255,0,0)">x</span>'],
    [`${esc}48;5;232mx`, '<span style="background-color:rgb(8,8,8)">x</span>'],
    [`${esc}38;2;1;2;300mx`, '<span style="color:rgb(1,2,255)">x</span>'],
    [`${esc}31m<b>${esc}0m`, '<span class="ansi-fg-red">&lt;b&gt;</span>'],
  ];
  for (const [input, html] of cases) assert.equal(ansiToHtml(input), html);
});

test("escape sequences other than colours leave nothing behind", () => {
  assert.equal(ansiToHtml(`a${esc}2Jb${esc}?25lc\u001b]0;title\u0007d\u001bMe\u0000f`), "abcdef");
});

test("a carriage return overwrites the line as a terminal does", () => {
  const cases: [input: string, shown: string][] = [
    ["10%\r50%\r100%\n", "100%\n"],
    ["a longer text\rshort", "shortger text"],
    ["a longer text\r\u001b[2Kshort", "short"],
    ["a longer text\r\u001b[Kshort", "short"],
    ["Windows\r\nlines\r\n", "Windows\nlines\n"],
    ["abc\b\bX", "aXc"],
    ["no control", "no control"],
    ["first\nsecond 1\rsecond 2", "first\nsecond 2"],
  ];
  for (const [input, shown] of cases) assert.equal(overwriteLines(input), shown);
});

test("a coloured progress line keeps the colour of its last state only", () => {
  assert.equal(
    ansiToHtml(`${esc}31m50%${esc}0m\r${esc}32m99%${esc}0m`),
    '<span class="ansi-fg-green">99%</span>',
  );
});
