/** Two MSPs with a client and an application each, registered as their own administrators would. */
import { mintToken, type RunningBoardcast } from "./boardcast.ts";
import { expectStatus } from "./http_client.ts";

/** An MSP. */
export const MSP = "5e0c1d86-0a3f-4b0e-9d55-6a8f4f0f0001";
/** The other MSP. */
export const OTHER_MSP = "5e0c1d86-0a3f-4b0e-9d55-6a8f4f0f0002";
/** A client of {@link MSP}. */
export const CLIENT = "9b1d7c52-3f2a-4c5e-8a10-1b2c3d4e0001";
/** A client of {@link OTHER_MSP}. */
export const OTHER_CLIENT = "9b1d7c52-3f2a-4c5e-8a10-1b2c3d4e0002";
/** An application of {@link CLIENT}. */
export const APP = "77aa6f1e-9c3b-4f57-b1c2-0a1b2c3d0001";
/** An application of {@link OTHER_CLIENT}. */
export const OTHER_APP = "77aa6f1e-9c3b-4f57-b1c2-0a1b2c3d0002";

/** Registers both clients and their applications. */
export async function registerClients(server: RunningBoardcast): Promise<void> {
  await register(server, MSP, CLIENT, APP);
  await register(server, OTHER_MSP, OTHER_CLIENT, OTHER_APP);
}

async function register(server: RunningBoardcast, msp: string, client: string, app: string): Promise<void> {
  const token = await mintToken({ sub: `admin-of-${msp}`, role: "msp_admin", msp_id: msp });
  const path = `/api/v1/clients/${client}`;
  await expectStatus(201, server, "PUT", path, { token, json: { name: `Client ${client}`, msp_id: msp } });
  await expectStatus(201, server, "PUT", `${path}/applications/${app}`, { token, json: { name: "ChatGPT" } });
}
