/**
 * Shares files among parts that run side by side, so that all end at about the same time: the longest first,
 * each to the part that has the least to do.
 * @param {readonly string[]} files
 * @param {Readonly<Record<string, number>>} seconds how long a file takes; one that is not named counts as 30
 * @param {number} parts how many parts
 * @returns {string[][]} the files of each part that has any
 */
export function shares(files, seconds, parts) {
  const takes = (file) => seconds[file] ?? 30;
  const all = Array.from({ length: parts }, () => ({ files: [], seconds: 0 }));
  for (const file of [...files].sort((a, b) => takes(b) - takes(a) || (a < b ? -1 : 1))) {
    const least = all.reduce((a, b) => (b.seconds < a.seconds ? b : a));
    least.files.push(file);
    least.seconds += takes(file);
  }
  return all.map((part) => part.files).filter((part) => part.length > 0);
}
