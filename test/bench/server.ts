import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { response } from './call.js';

/** Answers every request at once; tells the parent process its port. */
const reply = JSON.stringify(response);
const server = createServer((incoming, outgoing) => {
  incoming.resume().on('end', () => {
    outgoing.writeHead(200, { 'content-type': 'application/json' }).end(reply);
  });
});
server.listen(0, '127.0.0.1', () => process.send?.((server.address() as AddressInfo).port));
