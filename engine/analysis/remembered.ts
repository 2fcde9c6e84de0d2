// What is asked of a node at every keystroke and depends on nothing else is worked out once. Nodes are never changed.

export function remembered<Key extends object, Value>(work: (key: Key) => Value): (key: Key) => Value {
  const known = new WeakMap<Key, { readonly value: Value }>();
  return (key) => {
    const found = known.get(key);
    if (found) return found.value;
    const value = work(key);
    known.set(key, { value });
    return value;
  };
}

/** The same of texts, such as files: the last few are kept. */
export function rememberedText<Value>(work: (text: string) => Value): (text: string) => Value {
  const known = new Map<string, { readonly value: Value }>();
  return (text) => {
    const found = known.get(text) ?? { value: work(text) };
    if (!known.has(text) && known.size >= mostTexts) known.clear();
    known.set(text, found);
    return found.value;
  };
}
const mostTexts = 16;
