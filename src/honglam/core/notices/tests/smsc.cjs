// A mobile network for the tests: node-smpp speaks the protocol, this file only says what the network does.
// What it is told by a phone number: it says "throttled" first (…01), refuses (…02), cannot deliver (…03), hangs up (…04).
const smpp = require("smpp");

const write = (word, data) => process.stdout.write(`${JSON.stringify({ word, ...data })}\n`);
const throttled = new Set();
const hung = new Set();
let numbers = 0;
let mode = "";

const server = smpp.createServer({}, (session) => {
  session.on("error", () => undefined);
  session.on("bind_transceiver", (pdu) => {
    const known = pdu.system_id === "honglam" && pdu.password === "secret";
    write("bind", { known, version: pdu.interface_version });
    session.send(pdu.response({ command_status: known ? 0 : smpp.ESME_RINVPASWD }));
    if (!known) session.close();
  });
  session.on("enquire_link", (pdu) => {
    write("enquire_link", {});
    session.send(pdu.response());
  });
  session.on("unbind", (pdu) => {
    write("unbind", {});
    session.send(pdu.response());
    session.close();
  });
  session.on("submit_sm", (pdu) => {
    const to = pdu.destination_addr;
    if (mode === "busy" || (to.endsWith("01") && !throttled.has(to))) {
      throttled.add(to);
      session.send(pdu.response({ command_status: smpp.ESME_RTHROTTLED }));
      return;
    }
    if (to.endsWith("02")) {
      session.send(pdu.response({ command_status: smpp.ESME_RINVDSTADR }));
      return;
    }
    if (to.endsWith("04") && !hung.has(to)) {
      hung.add(to);
      session.destroy();
      return;
    }
    numbers += 1;
    const id = `m-${numbers}`;
    const udh = pdu.short_message.udh ?? [];
    const text = pdu.short_message.message;
    if (mode !== "silent") {
      write("submit", {
        id,
        to,
        from: pdu.source_addr,
        from_ton: pdu.source_addr_ton,
        text: Buffer.isBuffer(text) ? text.toString("hex") : text,
        coding: pdu.data_coding,
        udh: udh.map((one) => [...(Buffer.isBuffer(one) ? one : Buffer.from([]))]),
        receipt: pdu.registered_delivery,
      });
    }
    session.send(pdu.response({ message_id: id }));
    const stat = to.endsWith("03") ? "UNDELIV" : "DELIVRD";
    session.deliver_sm({
      esm_class: 4,
      source_addr: to,
      destination_addr: pdu.source_addr,
      short_message: `id:${id} sub:001 dlvrd:001 submit date:2611231200 done date:2611231201 stat:${stat} err:${stat === "DELIVRD" ? "000" : "013"} text:...`,
    }, (answer) => mode === "silent" || write("receipt", { id, status: answer.command_status }));
  });
});

process.stdin.on("data", (data) => {
  mode = data.toString().trim();
  write("mode", { mode });
});
process.stdin.on("end", () => process.exit(0));
server.listen(Number(process.argv[2] ?? 0), "127.0.0.1", () => write("listening", { port: server.address().port }));
