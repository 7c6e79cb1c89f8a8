import { activityAt } from "./activity.ts";
import { Allowance } from "./allowance.ts";
import { type Api, isRefusal, unlessGone } from "./api.ts";
import { type Loop, Preparation } from "./loop.ts";
import { DEMO_SCHOOL } from "./organisation.ts";
import type { Random } from "./random.ts";
import { INVITABLE, invitedClaims, REGISTRABLE, type SchoolPerson, TEACHERS } from "./school_people.ts";

/** Mints a token for someone of the demo. */
export type Mint = (claims: Record<string, unknown>) => Promise<string>;

const MOST_PENDING = 5;
const MOST_OPEN_CLASSES = 6;

const SUBJECTS = ["English", "French", "German", "Spanish", "Portuguese", "Japanese"] as const;
const LEVELS = ["A1", "A2", "B1", "B2", "C1"] as const;

const SCHOOL = `/api/accounts/schools/${DEMO_SCHOOL.id}`;

interface Invited {
  person: SchoolPerson;
  token: string;
}

interface Invitation {
  email: string;
  token: string;
  status: string;
}

/** Feeds the board `school`: teachers are invited and answer, students register, classes come and go. */
export class SchoolFeed {
  readonly #api: Api;
  readonly #random: Random;
  readonly #mint: Mint;
  readonly #now: () => Date;
  readonly #prepared = new Preparation(() => this.#prepare());
  readonly #invitations = new Allowance({ burst: 5, every: 20 * 60_000 });
  readonly #students = new Allowance({ burst: 4, every: 30 * 60_000 });
  readonly #classes = new Allowance({ burst: 8, every: 15 * 60_000 });
  #members = new Set<string>();
  #pending: Invited[] = [];
  #openClasses: string[] = [];

  constructor(api: Api, random: Random, mint: Mint, now: () => Date = () => new Date()) {
    this.#api = api;
    this.#random = random;
    this.#mint = mint;
    this.#now = now;
  }

  /** What this feed does, and how often. */
  loops(): Loop[] {
    return [
      this.#loop("Inviting teachers", 45_000, () => this.#invite()),
      this.#loop("Answering invitations", 20_000, () => this.#answer()),
      this.#loop("Registering students", 60_000, () => this.#register()),
      this.#loop("Holding classes", 25_000, () => this.#holdClass()),
    ];
  }

  #loop(name: string, every: number, work: () => Promise<void>): Loop {
    let first = true;
    const round = async () => {
      // The school opens with one of everything, at whatever hour; then it is as busy as the hour.
      const isQuiet = !first && !this.#random.chance(Math.max(0.2, activityAt(this.#now())));
      if (isQuiet) return;
      await this.#prepared.before(work);
      first = false;
    };
    return { name, every, round };
  }

  /** What an earlier run left is taken over. */
  async #prepare(): Promise<void> {
    await this.#api.request("PUT", `${SCHOOL}/`, { name: DEMO_SCHOOL.name });
    const members = await this.#list<{ email: string | null }>("members");
    const classes = await this.#list<{ id: string; status: string }>("classes");
    const invitations = await this.#list<Invitation>("invitations");
    this.#members = new Set(members.map(({ email }) => email ?? ""));
    this.#openClasses = classes.filter(({ status }) => status === "active").map(({ id }) => id);
    this.#pending = invitations.filter(({ status }) => status === "pending").flatMap(invitedWith).reverse();
  }

  async #list<T>(name: string): Promise<T[]> {
    return (await this.#api.get<{ results: T[] }>(`${SCHOOL}/${name}/`)).results;
  }

  async #invite(): Promise<void> {
    const pending = new Set(this.#pending.map(({ person }) => person.email));
    const free = INVITABLE.filter(({ email }) => !pending.has(email) && !this.#members.has(email));
    if (free.length === 0 || pending.size >= MOST_PENDING || !this.#invitations.take()) return;
    const person = this.#random.pick(free);
    const { invitation } = await this.#api.request<{ invitation: Invitation }>(
      "POST",
      `${SCHOOL}/invitations/`,
      { email: person.email, role: "teacher", message: `Would you teach at ${DEMO_SCHOOL.name}?` },
    );
    this.#pending.push({ person, token: invitation.token });
  }

  async #answer(): Promise<void> {
    const invited = this.#pending[0];
    if (!invited) return;
    const joined = INVITABLE.filter(({ email }) => this.#members.has(email)).length;
    const accepts = joined < TEACHERS.mostJoined && this.#random.chance(0.75);
    const token = await this.#mint(invitedClaims(invited.person));
    const path = `/api/accounts/invitations/${invited.token}/${accepts ? "accept" : "decline"}/`;
    await this.#settling(invited, () => this.#api.request("POST", path, {}, token));
    if (accepts) this.#members.add(invited.person.email);
  }

  /** An invitation that was answered, or that the server knows no more, is not answered again. */
  async #settling(invited: Invited, answer: () => Promise<unknown>): Promise<void> {
    const settle = () => this.#pending = this.#pending.filter((other) => other !== invited);
    try {
      await answer();
      settle();
    } catch (error) {
      if (isRefusal(error)) settle();
      throw error;
    }
  }

  async #register(): Promise<void> {
    const student = REGISTRABLE.find(({ email }) => !this.#members.has(email));
    if (!student || !this.#students.take()) return;
    await unlessGone(() => this.#api.request("POST", `${SCHOOL}/students/`, student));
    this.#members.add(student.email);
  }

  async #holdClass(): Promise<void> {
    const open = this.#openClasses;
    const wantsMore = open.length < 2 || (open.length < MOST_OPEN_CLASSES && this.#random.chance(0.5));
    if (wantsMore && this.#classes.take()) return await this.#createClass();
    if (open.length > 2) await this.#endClass(open[0]!);
  }

  async #createClass(): Promise<void> {
    const name = `${this.#random.pick(SUBJECTS)} ${this.#random.pick(LEVELS)}`;
    const created = await this.#api.request<{ class: { id: string } }>("POST", `${SCHOOL}/classes/`, {
      name,
    });
    this.#openClasses.push(created.class.id);
  }

  async #endClass(id: string): Promise<void> {
    const ending = this.#random.chance(0.85) ? "complete" : "cancel";
    await unlessGone(() => this.#api.request("POST", `${SCHOOL}/classes/${id}/${ending}/`, {}));
    this.#openClasses = this.#openClasses.filter((other) => other !== id);
  }
}

/** The invitation as ours to answer; nothing if somebody else sent it to somebody else. */
function invitedWith({ email, token }: Invitation): Invited[] {
  const person = INVITABLE.find((one) => one.email === email);
  return person ? [{ person, token }] : [];
}
