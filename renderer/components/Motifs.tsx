const stroke = {
  fill: 'none',
  stroke: 'currentColor',
  strokeWidth: 1.5,
  strokeLinejoin: 'round',
  strokeLinecap: 'round',
} as const;

/** Pigeonholes with one that bears a name: an empty inbox. */
export const Pigeonholes = () => (
  <svg className="art" viewBox="0 0 168 112" {...stroke} aria-hidden="true">
    <rect x="4" y="4" width="160" height="104" rx="3" />
    <path d="M57.3 4v104M110.7 4v104M4 56h160" />
    <g strokeWidth="1" opacity=".55">
      <path d="M4 10h53M63 10h48M117 10h47M10 10v40M63 10v40M117 10v40M4 62h53M63 62h48M117 62h47M10 62v40M63 62v40M117 62v40" />
    </g>
    <g strokeWidth="1.2" fill="var(--paper)">
      <rect x="22" y="45" width="18" height="6" rx="1" />
      <rect x="128" y="45" width="18" height="6" rx="1" />
      <rect x="22" y="97" width="18" height="6" rx="1" />
      <rect x="75" y="97" width="18" height="6" rx="1" />
      <rect x="128" y="97" width="18" height="6" rx="1" />
    </g>
    <rect x="70" y="43.5" width="28" height="9" rx="1.5" fill="currentColor" />
    <path d="M74.5 48h10m2.5 0h6.5" stroke="var(--paper)" strokeWidth="1.6" />
  </svg>
);

/** A slip with an empty ring, where the postmark will be: nothing sent yet. */
export const Slip = () => (
  <svg className="art" viewBox="0 0 168 112" {...stroke} aria-hidden="true">
    <rect x="14" y="12" width="140" height="88" rx="3" />
    <path d="M14 38h140M14 66h88M102 38v62" />
    <path d="M24 25h46M24 52h56M24 80h40" strokeWidth="1.2" />
    <circle cx="128" cy="69" r="17" strokeDasharray="4 4" />
  </svg>
);

/** A slip into which a document drops: what the app is for. */
export const Hero = () => (
  <svg className="hero" viewBox="0 0 168 112" {...stroke} aria-hidden="true">
    <rect x="14" y="20" width="140" height="84" rx="3" />
    <path d="M14 46h140M70 46v58M70 75h84" />
    <g strokeWidth="1.4" opacity=".7">
      <path d="M24 33h34M80 56h30M80 63h46M80 85h22M80 92h52" />
    </g>
    <circle cx="42" cy="75" r="18" strokeDasharray="3.600 3.470" />
    <path d="M126 6v14m6-6-6 6-6-6" />
  </svg>
);
