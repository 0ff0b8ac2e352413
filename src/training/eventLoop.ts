/**
 * Lets a long synchronous loop give way to timers, output, interrupts and aborts, but only now and then: a turn of the event loop
 * at every step would cost more than a small step itself.
 *
 *     const eventLoop = new EventLoopTurns();
 *     for (…) { …; if (eventLoop.isDue()) await eventLoop.turn(); }
 */
export class EventLoopTurns {
  private lastTurnMs = performance.now();

  /** @param intervalMs how long the loop may hold the event loop, in milliseconds; default 40 */
  constructor(private readonly intervalMs: number = 40) {}

  /** Whether the loop has run for long enough. */
  isDue(): boolean {
    return performance.now() - this.lastTurnMs >= this.intervalMs;
  }

  /** Lets everything that waits run once. */
  async turn(): Promise<void> {
    await new Promise<void>((resolve) => setImmediate(resolve));
    this.lastTurnMs = performance.now();
  }
}
