// The same agent as promptfoo calls one: in its own process.
export default class {
  id() {
    return "echo";
  }
  async callApi(prompt) {
    return { output: `You said: ${prompt}` };
  }
}
