/** Electron's `powerMonitor`, as far as it tells that the computer is used again. */
type Power = {
  on(event: 'resume', listener: () => void): unknown;
  on(event: 'unlock-screen', listener: () => void): unknown;
};

/**
 * While a computer sleeps, its timers stand still and the servers give up its connections: when it wakes, nothing
 * waits for what was planned before. Not every system tells that it wakes, but then that its screen is unlocked.
 * @param look asks whether the connection lives, or tries to make one
 */
export function whenWaking(power: Power, look: () => void): void {
  power.on('resume', look);
  power.on('unlock-screen', look);
}
