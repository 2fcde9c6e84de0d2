// What costs something to make, and may never be needed.

/** Made when it is first asked for. */
export function lazy<Value extends object>(make: () => Value): () => Value {
  let made: Value | undefined;
  return () => {
    made ??= make();
    return made;
  };
}
