/// The floor under every agent of the shop: it allows nothing, and no pact under it can take any of it away.
charter retail {
  version   1.0.0
  owner     "governance@shop.example"

  fact under_investigation: boolean
  group money_out: process_return, issue_store_credit

  never outside_addresses: send_email
    when domain(recipient) is not "shop.example" and not (recipient comes from get_order at email)
    because "Mail goes to the shop or to the address on the order."
  never bulk_mail: send_email
    when count(calls of send_email) >= 3
    because "Three mails a session are enough."
  escalate investigated: money_out when under_investigation to "fraud-desk" within 4 hours else deny
}
