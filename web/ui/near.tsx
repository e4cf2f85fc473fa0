import { type RefObject, useEffect, useRef, useState } from 'react';

/** Tells when an element comes within `nearbyPx` of what is in sight, and when it leaves that. */
export function useNear(
  element: RefObject<HTMLElement | null>,
  nearbyPx: number,
  onChange: (isNear: boolean) => void,
): void {
  const latest = useRef(onChange);
  latest.current = onChange;
  useEffect(() => {
    if (!element.current) return;
    const observer = new IntersectionObserver(
      // Fast scrolling brings several entries at once, of which the last is true now.
      (entries) => latest.current(entries.at(-1)?.isIntersecting ?? false),
      { rootMargin: `${nearbyPx}px 0px` },
    );
    observer.observe(element.current);
    return () => observer.disconnect();
  }, [element, nearbyPx]);
}

interface ListEndProps {
  nearbyPx: number;
  onNear: () => void;
  isLoading: boolean;
}

/** Asks for more as long as the end is near and nothing is on its way, also after a cancelled try. */
export function ListEnd({ nearbyPx, onNear, isLoading }: ListEndProps) {
  const mark = useRef<HTMLDivElement>(null);
  const [isNear, setNear] = useState(false);
  useNear(mark, nearbyPx, setNear);
  useEffect(() => {
    if (isNear && !isLoading) onNear();
  }, [isNear, isLoading, onNear]);
  return <div ref={mark} className="h-px" />;
}
