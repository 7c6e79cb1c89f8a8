import type { Fact, NodeInfo, Nodes } from "../nodes.ts";

/** This node, which is alone. */
export class LocalNodes implements Nodes {
  readonly self: NodeInfo;

  constructor(self: NodeInfo) {
    this.self = self;
  }

  get all(): readonly NodeInfo[] {
    return [this.self];
  }

  tell(_topic: string, _name: string, _fact: Fact | null): void {
    // There is nobody to tell.
  }

  told(): readonly ReadonlyMap<string, Fact>[] {
    return [];
  }
}
