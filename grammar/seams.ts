// A comment of one line that was edited has become longer or shorter, and nothing else has changed: what is behind it in its piece keeps its
// anchors, and stands so much further on. Inside such a comment an anchor stands for some place in it.

export interface Seam {
  /** Where the comment ends, counted in anchors from the piece's first. */
  readonly at: number;
  /** How many UTF-16 code units longer it is than when the piece was read. */
  readonly by: number;
}

/** A piece of text: how long it is now, and its seams in the order of the text. */
interface Seamed {
  readonly length: number;
  readonly seams?: readonly Seam[];
}

/** Where in a piece an anchor is now. Both count from its beginning. */
export function offsetIn({ length, seams }: Seamed, anchor: number): number {
  let by = 0;
  if (seams)
    for (const seam of seams) {
      if (anchor < seam.at) return Math.min(anchor + by, seam.at + by + seam.by);
      by += seam.by;
    }
  return Math.max(0, Math.min(anchor + by, length));
}

/** The anchor of an offset in a piece. Both count from its beginning. */
export function anchorIn({ length, seams }: Seamed, offset: number): number {
  let by = 0;
  if (seams)
    for (const seam of seams) {
      if (offset < seam.at + by + seam.by) return Math.min(offset - by, seam.at - 1);
      by += seam.by;
    }
  return Math.min(offset, length) - by;
}

/** The seams with one more, or one of them moved. */
export function seamed(seams: readonly Seam[] = [], { at, by }: Seam): readonly Seam[] {
  const old = seams.find((seam) => seam.at === at);
  const others = seams.filter((seam) => seam !== old);
  return [...others, { at, by: by + (old?.by ?? 0) }].sort((a, b) => a.at - b.at);
}
