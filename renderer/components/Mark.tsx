/** The wax seal pressed with a letter's flap: the flap is also a tick. */
export function Mark() {
  return (
    <svg viewBox="0 0 32 32" aria-hidden="true">
      <clipPath id="mark-disc">
        <circle cx="16" cy="16" r="15" />
      </clipPath>
      <g clipPath="url(#mark-disc)">
        <path d="M0 0h32v32H0z" fill="var(--proven)" />
        <path d="M-1 0H33V7L13.9 22.6-1 8.4z" fill="var(--on-proven)" opacity=".13" />
        <path d="M-1 7.8 13.9 21.3 33 7.2" fill="none" stroke="var(--on-proven)" strokeWidth="3.1" />
      </g>
    </svg>
  );
}
