/** Stands for Electron in unit tests, which run in its Node without it: electron-store then goes by the given folder alone. */
export default {};
