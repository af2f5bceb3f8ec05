/** A page that died so soon after its reload would die again. */
const soon = 60_000;

/** Decides after the page's process died: loaded anew once, given up when it dies again soon. */
export class PageDeaths {
  #last = Number.NEGATIVE_INFINITY;

  died(now: number): 'reload' | 'give-up' {
    const again = now - this.#last < soon;
    this.#last = now;
    return again ? 'give-up' : 'reload';
  }
}
