import { conform } from './program.js';
import type { World } from './world.js';

export default {
  async fetch(request: Request): Promise<Response> {
    return Response.json(await conform((await request.json()) as World));
  },
};
