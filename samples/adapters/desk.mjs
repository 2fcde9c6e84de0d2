// What all four agents here do, however they are reached: it reads the question, calls a tool, and says what came of it.
export async function serve(question, call) {
  const branch = /the (\w+) branch/.exec(question)?.[1];
  if (branch) {
    const { text, isError } = await call("opening_hours", { branch });
    return isError ? "I do not know that branch." : `The ${branch} branch: ${JSON.parse(text).hours}.`;
  }
  const book = /renew (.+?) for me/.exec(question)?.[1];
  if (!book) return "I can say when a branch is open, and renew loans.";
  const { isError } = await call("renew_loan", { book });
  return isError ? `I could not renew ${book}.` : `${book} is yours for four weeks more.`;
}
