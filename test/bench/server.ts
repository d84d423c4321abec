import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** Answers every request at once with the same session; tells the parent process its port. */
const reply = JSON.stringify({
  status: 'success',
  req_id: '4euAd4PZ',
  data: { client_token: 'x'.repeat(200), order_id: '9f3b8c52-6d0f-4b6e-9a59-0c4fbf1f4a11' },
});
const server = createServer((request, response) => {
  request.resume().on('end', () => {
    response.writeHead(200, { 'content-type': 'application/json' }).end(reply);
  });
});
server.listen(0, '127.0.0.1', () => process.send?.((server.address() as AddressInfo).port));
