import { readFileSync } from "node:fs";
import { createContext, runInContext } from "node:vm";

/** What is wrong with a figure in Plotly's eyes. */
export interface PlotlyProblem {
  code: string;
  msg: string;
}

/**
 * `Plotly.validate` without a browser: Plotly is loaded into a context where everything of the DOM is an object that answers
 * anything with itself. Validation only reads the schema; nothing is drawn.
 */
export function loadPlotlyValidate(): (figure: unknown) => PlotlyProblem[] {
  const globals: Record<string, unknown> = {
    module: { exports: {} },
    console,
    URL: { createObjectURL: () => "" },
    Blob: class {},
    TextDecoder,
    TextEncoder,
    performance,
    setTimeout,
    clearTimeout,
  };
  const fromTheBrowser = [
    ..."document navigator location addEventListener getComputedStyle matchMedia Worker Image".split(" "),
    ..."CSSStyleDeclaration DOMParser XMLSerializer Node Element HTMLElement SVGElement".split(" "),
  ];
  for (const name of fromTheBrowser) globals[name] = anything();
  const context = createContext(globals);
  context.self = context;
  context.window = context;
  runInContext(readFileSync(require.resolve("plotly.js-dist-min"), "utf8"), context);
  // Plotly takes only objects of its own context for plain ones, so that a figure crosses as JSON.
  runInContext(
    `validate = (json) => {
      const { data, layout, frames } = JSON.parse(json);
      const problems = module.exports.validate(data, layout) ?? [];
      for (const frame of frames ?? [])
        problems.push(...(module.exports.validate(frame.data.map((part, i) => ({ ...data[i], ...part })), layout) ?? []));
      return JSON.stringify(problems.map(({ code, msg }) => ({ code, msg })));
    }`,
    context,
  );
  const problems = (figure: unknown) =>
    JSON.parse(context.validate(JSON.stringify(figure))) as PlotlyProblem[];
  return (figure) => problems(figure).filter((problem) => !isAboutArguments(problem));
}

/**
 * Plotly compares the arguments of sliders and buttons with its own copy of them by identity, so that it takes every list or
 * object among them for changed ("set to 'epoch 0' got reset to 'epoch 0'").
 */
function isAboutArguments({ code, msg }: PlotlyProblem): boolean {
  return (
    code === "dynamic" && /(steps|buttons)\[\d+\]\.args\[\d+\] \(set to '(.*)'\) got reset to '\2'/s.test(msg)
  );
}

// biome-ignore lint/complexity/useArrowFunction: only a function of this kind can be called and constructed
const constructible = () => function () {};

function anything(): unknown {
  return new Proxy(constructible(), {
    get: (target, key) => {
      if (key === Symbol.toPrimitive) return () => "";
      if (key === "length") return 0;
      if (key === "prototype") {
        const owner = target as { prototype?: object };
        owner.prototype ??= {};
        return owner.prototype;
      }
      return key in target ? Reflect.get(target, key) : anything();
    },
    set: () => true,
    apply: anything,
    construct: anything as () => object,
  });
}
