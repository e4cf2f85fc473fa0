import { useEffect, useRef, useState } from 'react';
import { classNames } from '../../ui/class-names.ts';

interface PageImage {
  svg: string;
  url: string;
}

/**
 * SVG pages as images that are decoded before they replace the ones shown, so that nothing
 * flickers; a page that did not change keeps its image.
 */
function usePageImages(
  svgs: readonly string[] | undefined,
  limit = Number.POSITIVE_INFINITY,
): readonly PageImage[] {
  const [images, setImages] = useState<readonly PageImage[]>([]);
  const shown = useRef<readonly PageImage[]>([]);
  useEffect(() => {
    if (!svgs) return;
    let isCurrent = true;
    const wanted = svgs.slice(0, limit);
    void Promise.all(wanted.map((svg, page) => decoded(svg, shown.current[page]))).then((next) => {
      const unused = isCurrent
        ? shown.current.filter((image) => !next.includes(image))
        : next.filter((image) => !shown.current.includes(image));
      if (isCurrent) {
        shown.current = next;
        setImages(next);
      }
      release(unused);
    });
    return () => {
      isCurrent = false;
    };
  }, [svgs, limit]);
  useEffect(() => () => release(shown.current), []);
  return images;
}

async function decoded(svg: string, last: PageImage | undefined): Promise<PageImage> {
  if (last?.svg === svg) return last;
  const url = URL.createObjectURL(new Blob([svg], { type: 'image/svg+xml' }));
  const image = new Image();
  image.src = url;
  // A page that cannot be decoded shows its alternative text, like any other image.
  await image.decode().catch(() => undefined);
  return { svg, url };
}

function release(images: readonly PageImage[]) {
  // The element still shows the old address until React has drawn the new one.
  setTimeout(() => {
    for (const image of images) URL.revokeObjectURL(image.url);
  }, 1_000);
}

export interface PageImagesProps {
  svgs: readonly string[] | undefined;
  /** What each page is, for those who do not see it. */
  describe: (page: number, count: number) => string;
  className?: string;
  /** How many pages at most; the rest is left out. */
  limit?: number;
}

/** Pages of A4 as the client gets them, on white in dark mode as well. */
export function PageImages({ svgs, describe, className, limit }: PageImagesProps) {
  const images = usePageImages(svgs, limit);
  const count = svgs?.length ?? images.length;
  if (images.length === 0) {
    return (
      <div
        aria-hidden="true"
        className={classNames(
          'aspect-[210/297] w-full rounded-sm bg-paper shadow-raised',
          className,
        )}
      />
    );
  }
  return images.map((image, page) => (
    <img
      // biome-ignore lint/suspicious/noArrayIndexKey: a page is its place; keeping the element avoids a flicker.
      key={page}
      src={image.url}
      alt={describe(page + 1, count)}
      width={595}
      height={842}
      className={classNames('block h-auto w-full rounded-sm bg-paper shadow-raised', className)}
    />
  ));
}
