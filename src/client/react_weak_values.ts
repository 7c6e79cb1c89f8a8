/** Things by their names, each for as long as somebody else has it. */
export class WeakValues<Value extends object> {
  readonly #values = new Map<string, WeakRef<Value>>();
  readonly #gone = new FinalizationRegistry<string>((name) => {
    if (!this.#values.get(name)?.deref()) this.#values.delete(name);
  });

  /** The one of this name; `make` makes it if there is none. */
  get(name: string, make: () => Value): Value {
    const known = this.#values.get(name)?.deref();
    if (known) return known;
    const value = make();
    this.set(name, value);
    return value;
  }

  set(name: string, value: Value): void {
    this.#values.set(name, new WeakRef(value));
    this.#gone.register(value, name);
  }

  has(name: string): boolean {
    return this.#values.get(name)?.deref() !== undefined;
  }

  /** Forgets `value`, unless the name is another's by now. */
  delete(name: string, value: Value): void {
    if (this.#values.get(name)?.deref() === value) this.#values.delete(name);
  }
}
