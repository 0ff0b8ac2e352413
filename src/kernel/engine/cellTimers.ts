/**
 * Timers that the current cell started, so that an interrupt can stop a loop that waits on them.
 *
 * The global functions are wrapped; those of `node:timers` are not.
 */
const pending = new Set<NodeJS.Timeout | NodeJS.Immediate>();

type Callback = (...args: unknown[]) => void;
type Start<T> = (callback: Callback, ...rest: never[]) => T;

/** Wraps `setTimeout`, `setInterval` and `setImmediate`. */
export function trackTimers(): void {
  globalThis.setTimeout = tracked(globalThis.setTimeout as never, true) as never;
  globalThis.setInterval = tracked(globalThis.setInterval as never, false) as never;
  globalThis.setImmediate = tracked(globalThis.setImmediate as never, true) as never;
}

/** Begins a new cell: timers of earlier ones are left alone from now on. */
export function forgetTimers(): void {
  pending.clear();
}

/** Stops every timer that the current cell started. */
export function clearTimers(): void {
  for (const timer of pending) {
    clearTimeout(timer as NodeJS.Timeout);
    clearImmediate(timer as NodeJS.Immediate);
  }
  pending.clear();
}

function tracked<T extends NodeJS.Timeout | NodeJS.Immediate>(start: Start<T>, once: boolean): Start<T> {
  const wrapper = (callback: Callback, ...rest: never[]): T => {
    if (typeof callback !== "function") return start(callback, ...rest);
    const run: Callback = (...args) => {
      if (once) pending.delete(timer);
      callback(...args);
    };
    const timer: T = start(run, ...rest);
    pending.add(timer);
    return timer;
  };
  // `util.promisify(setTimeout)` looks for a symbol on the function.
  return Object.defineProperties(wrapper, Object.getOwnPropertyDescriptors(start)) as Start<T>;
}
