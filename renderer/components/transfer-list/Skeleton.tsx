import { useEffect, useState } from 'react';

/** Shown only when it lasts: a flash of grey would look like a fault. */
export function Skeleton() {
  const [late, setLate] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setLate(true), 200);
    return () => clearTimeout(timer);
  }, []);
  if (!late) return null;
  return (
    <div className="skeleton" role="status" aria-label="The list is being read">
      {['a', 'b', 'c', 'd', 'e'].map((key) => (
        <i key={key} />
      ))}
    </div>
  );
}
