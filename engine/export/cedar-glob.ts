// Globs as patterns of Cedar's `like`, in which `*` stands for any characters at all, `/` among them.

/** A text fits the glob exactly where it is like one of `some` and like none of `none`; each is the literals between `*`s. */
export interface GlobPatterns {
  readonly some: readonly (readonly string[])[];
  readonly none: readonly (readonly string[])[];
}

const maxPatterns = 16;

/** undefined where `like` cannot say it: `?`, `{a,b}`, and more than one `*` that stops at a `/`. */
export function globPatterns(glob: string): GlobPatterns | undefined {
  if (!glob.isWellFormed() || /[?{]/.test(glob)) return undefined;
  const [before, after, ...more] = glob.split("*");
  if (before !== undefined && after !== undefined && more.length === 0) {
    // Of one `*` alone, what it stands for is fixed by the ends: it must not hold a `/`.
    return { some: [[before, after]], none: [[before, "/", after]] };
  }
  return anyDepth(glob);
}

// Literals; two stars, which are anything; and two stars before a `/`, which are nothing, or anything up to a `/`.
function anyDepth(glob: string): GlobPatterns | undefined {
  let patterns: (readonly string[])[] = [[""]];
  const append = (text: string) => {
    patterns = patterns.map((literals) => [...literals.slice(0, -1), `${literals.at(-1)}${text}`]);
  };
  for (const [piece] of glob.matchAll(/\*\*\/|\*\*|\*|[^*]+/g)) {
    if (piece === "*") return undefined;
    if (piece === "**/") patterns = patterns.flatMap((literals) => [literals, [...literals, "/"]]);
    else if (piece === "**") patterns = patterns.map((literals) => [...literals, ""]);
    else append(piece);
    if (patterns.length > maxPatterns) return undefined;
  }
  return { some: patterns, none: [] };
}
