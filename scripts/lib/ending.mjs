const startedBy = process.ppid;
let asked = false;
const listeners = new Set();

function ask() {
  if (asked) return;
  asked = true;
  for (const listener of listeners) listener();
}

/**
 * Calls back once this program is asked to end: by a signal, or because npm, which started it, is
 * gone: npm hands a signal to its shell alone, which ends and leaves us running.
 */
export function onAskedToEnd(listener) {
  if (asked) listener();
  else if (listeners.size === 0) watch();
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export const isAskedToEnd = () => asked;

function watch() {
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, ask);
  if (!process.env.npm_lifecycle_event) return;
  const watching = setInterval(() => {
    if (process.ppid === startedBy) return;
    clearInterval(watching);
    ask();
  }, 250);
  watching.unref();
}
