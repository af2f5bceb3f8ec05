/** Stands for Electron in unit tests, which run in its Node without it: electron-store then goes by the given folder alone. */
// biome-ignore lint/style/noDefaultExport: Electron's own module has one
export default {};
