const clock = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit', hour12: false });

/** "10:42". @param at milliseconds since 1970 */
export const formatClock = (at: number): string => clock.format(at);
