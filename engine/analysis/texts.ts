// Tests on text: globs, folders, domains. All in linear time, all on text alone: nothing here looks at a disk.
import { compileRegex, type LinearRegex } from "./regex.ts";

/** `**`, `*`, `?`, `{a,b}`, `[abc]` and `[!abc]`, as in `.gitignore`; `*` does not cross a `/`. undefined where a bracket is not closed. */
export function compileGlob(glob: string): LinearRegex | undefined {
  let source = "^";
  let braces = 0;
  for (let i = 0; i < glob.length; i++) {
    const char = glob[i]!;
    if (glob.startsWith("**/", i)) {
      source += "(?:.*/)?";
      i += 2;
    } else if (glob.startsWith("**", i)) {
      source += ".*";
      i++;
    } else if (char === "*") source += "[^/]*";
    else if (char === "?") source += "[^/]";
    else if (char === "[") {
      const set = /^\[(!?)([^\]/]+)\]/.exec(glob.slice(i));
      if (!set) return undefined;
      source += `[${set[1] ? "^/" : ""}${set[2]!.replace(/[\\^[\]&~]/g, "\\$&")}]`;
      i += set[0].length - 1;
    } else if (char === "{") {
      source += "(?:";
      braces++;
    } else if (char === "}" && braces > 0) {
      source += ")";
      braces--;
    } else if (char === "," && braces > 0) source += "|";
    else source += char.replace(/[\\^$.*+?()[\]{}|]/g, "\\$&");
  }
  if (braces > 0) return undefined;
  const compiled = compileRegex(`${source}$`, "s");
  return "problem" in compiled ? undefined : compiled;
}

/** Is an absolute path inside a folder, `.` and `..` resolved? Unknown for relative paths and `~`. Symbolic links are not seen. */
export function isInside(path: string, folder: string): boolean | undefined {
  const [inner, outer] = [resolve(path), resolve(folder)];
  if (!inner || !outer) return undefined;
  return outer.every((part, i) => inner[i] === part);
}

function resolve(path: string): string[] | undefined {
  const slashed = path.replaceAll("\\", "/");
  if (!/^(?:\/|[A-Za-z]:\/)/.test(slashed) || path.includes("\0")) return undefined;
  const parts: string[] = [];
  for (const part of slashed.split("/")) {
    if (part === "..") parts.pop();
    else if (part !== "" && part !== ".") parts.push(part);
  }
  return parts;
}

/** The domain of an address or the host of a URL, lower case and without a last dot; unknown where it is not plainly one. */
export function domainOf(text: string): string | undefined {
  const host = "([\\p{L}\\p{N}](?:[\\p{L}\\p{N}.-]{0,252}[\\p{L}\\p{N}])?)\\.?";
  const address = new RegExp(`^[^@\\s<>,;:"\\\\()\\[\\]]{1,256}@${host}$`, "u");
  const url = new RegExp(`^[a-z][a-z0-9+.-]{0,32}://(?:[^/?#@\\\\\\s]{0,256}@)?${host}(?::\\d{1,5})?(?:[/?#][^\\s]*)?$`, "iu");
  const plain = text.trim();
  return (address.exec(plain)?.[1] ?? url.exec(plain)?.[1])?.toLowerCase();
}
