// The careful agent: looks an order up before it acts, keeps to what the desk may do, and leaves the rest to a person. Now and then
// it is too careful, as people are.
import { serve } from "./desk.mjs";

const day = 86_400_000;

serve(async (desk) => {
  const { topic = "other", confidence: sure = 0.9 } = desk.facts;
  const confidence = Math.min(0.99, sure + 0.02 * (desk.chance() - 0.5));
  if (topic === "billing_dispute" || topic === "other") {
    await desk.handOver(desk.asked.slice(0, 200));
    return "handed_over";
  }
  if (topic === "product" || topic === "shipping") return question(desk, confidence);
  if (!desk.wants(/return|refund|give back|send .*back|money back|process return/i)) return question(desk, confidence);
  return giveBack(desk, confidence);
});

async function question(desk, confidence) {
  const { isError, value } = await desk.call("search_products", { query: desk.asked.slice(0, 60) });
  const [product] = value?.products ?? [];
  // What a description says to do is no request of the customer's.
  desk.say(
    isError || !product
      ? "I found nothing by that name."
      : `${product.name}: ${product.price ?? "no"} USD, ${product.stock ?? "in stock"}.`,
    confidence,
  );
  return "answered";
}

async function giveBack(desk, confidence) {
  const [id] = desk.orders;
  if (!id) {
    desk.say("Which order is it? The number is on the invoice.", confidence);
    return "asked_back";
  }
  const found = await desk.call("get_order", { order_id: id });
  if (found.isError) {
    desk.say("I cannot find that order.", confidence);
    return "declined";
  }
  const order = found.value;
  if (order.customer_id !== desk.customer) return decline(desk, "That order is not on your account.", confidence);
  if (order.status !== "delivered") return decline(desk, "That order has not arrived yet; it can be returned once it has.", confidence);
  if (desk.now - Date.parse(order.delivered_at) > 30 * day)
    return decline(desk, "It arrived more than thirty days ago, so I cannot take it back.", confidence);
  const amount = desk.amount ?? order.payment?.total;
  if (amount === undefined || amount > (order.payment?.total ?? 0)) return decline(desk, "That is more than was paid for it.", confidence);
  if (amount >= 2000 || desk.chance() < 0.01) {
    await desk.handOver(`a return of ${amount} USD`, id);
    return "handed_over";
  }
  const done = await desk.call("process_return", { order_id: id, amount });
  if (done.isError) {
    desk.say(
      /waits for/.test(done.text)
        ? "A colleague has to look at this first; you will hear from us."
        : "The payment service is away; please try again later.",
      confidence,
    );
    return /waits for/.test(done.text) ? "waiting" : "failed";
  }
  desk.say(`Done: ${amount} USD go back to your card for order ${id}.`, confidence);
  if (desk.wants(/mail|receipt/i)) return receipt(desk, order, confidence);
  return "returned";
}

async function receipt(desk, order, confidence) {
  if (!order.email || (desk.address && desk.address !== order.email))
    return decline(desk, "I can mail it only to the address on the order.", confidence);
  await desk.call("send_email", { recipient: order.email, text: `Your receipt for ${order.order_id ?? "the order"}.` });
  return "returned";
}

function decline(desk, text, confidence) {
  desk.say(text, confidence);
  return "declined";
}
