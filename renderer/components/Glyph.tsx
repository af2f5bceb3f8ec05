import type { GlyphName } from '../text/status-text.ts';

/** The five status shapes and their kin, on a 20 px grid: shape differs before colour does. */
export function Glyph({ name }: { readonly name: GlyphName }) {
  return (
    <svg className={name === 'running' ? 'spin' : undefined} viewBox="0 0 20 20" aria-hidden="true">
      {shapes[name]}
    </svg>
  );
}

const round = { strokeLinecap: 'round', strokeLinejoin: 'round' } as const;
const line = { fill: 'none', stroke: 'currentColor', strokeWidth: 1.8, ...round } as const;

const shapes: Readonly<Record<GlyphName, React.ReactNode>> = {
  done: (
    <>
      <circle cx="10" cy="10" r="8.5" fill="currentColor" />
      <path d="m6.4 10.3 2.5 2.5 4.9-5.3" fill="none" stroke="var(--paper)" strokeWidth="1.9" {...round} />
    </>
  ),
  failed: (
    <>
      <path d="M6.6 1.7h6.8l4.9 4.9v6.8l-4.9 4.9H6.6l-4.9-4.9V6.6z" fill="currentColor" />
      <path d="m7.3 7.3 5.4 5.4m0-5.4-5.4 5.4" stroke="var(--paper)" strokeWidth="1.9" {...round} />
    </>
  ),
  none: (
    <>
      <circle
        cx="10"
        cy="10"
        r="6.4"
        fill="var(--paper)"
        stroke="currentColor"
        strokeWidth="1.5"
        strokeDasharray="2 2.02"
      />
      <path d="M7.6 10h4.8" stroke="currentColor" strokeWidth="1.6" {...round} />
    </>
  ),
  sending: <path d="M10 12.4V3m-3.8 3.6L10 2.8l3.8 3.8M3.4 16.6h13.2" {...line} />,
  incoming: <path d="M10 2.8v9.4m-3.8-3.6 3.8 3.8 3.8-3.8M3.4 16.6h13.2" {...line} />,
  running: (
    <>
      <circle cx="10" cy="10" r="7.5" fill="var(--paper)" stroke="var(--rule-2)" strokeWidth="2.4" />
      <path
        d="M10 2.5a7.5 7.5 0 0 1 7.5 7.5"
        fill="none"
        stroke="currentColor"
        strokeWidth="2.4"
        {...round}
      />
      <circle cx="10" cy="10" r="2.6" fill="currentColor" />
    </>
  ),
  stopped: (
    <>
      <circle cx="10" cy="10" r="7.6" {...line} />
      <path d="M6.6 10h6.8" {...line} />
    </>
  ),
  waiting: (
    <>
      <circle cx="10" cy="10" r="7.6" {...line} fill="var(--paper)" />
      <path d="M10 6v4l2.6 1.7" {...line} />
    </>
  ),
  warning: (
    <>
      <path d="M10 2.6 18.4 17H1.6z" {...line} />
      <path d="M10 8v3.6M10 14.2v.1" {...line} strokeWidth={1.9} />
    </>
  ),
};
