// biome-ignore lint/suspicious/noExplicitAny: kafkajs does not type its inside
type Internal = any;

const patched = Symbol.for('sealpost.kafkajs-export');

/** Puts `ours` in the place of what a file of kafkajs exports, once. Whatever loads it later gets ours. */
export function replaceExport(
  require: NodeJS.Require,
  path: string,
  ours: (stock: Internal) => Internal,
): void {
  const resolved = require.resolve(path);
  const stock: Internal = require(resolved);
  const module = require.cache[resolved];
  if (!module || stock[patched]) return;
  module.exports = Object.assign(ours(stock), { [patched]: true });
}
