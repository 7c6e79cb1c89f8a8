import { DEMO_CLIENTS, DEMO_MSP, DEMO_SCHOOL } from "./organisation.ts";

/** Someone who may sign in to the demo, and what they may see there. */
export interface DemoPerson {
  readonly name: string;
  readonly displayName: string;
  readonly email: string;
  readonly roles: readonly string[];
  readonly msp?: string;
  readonly client?: string;
  readonly school?: { readonly id: number; readonly role: string };
}

const client = DEMO_CLIENTS[0].id;
const msp = DEMO_MSP.id;

/** One person of every role. */
export const DEMO_PEOPLE: readonly DemoPerson[] = [
  person("ada", "Ada Okafor", ["admin"]),
  person("pablo", "Pablo Reyes", ["publisher"]),
  person("mina", "Mina Lindqvist", ["msp_admin"], { msp }),
  person("marc", "Marc Dubois", ["msp_user"], { msp }),
  person("clara", "Clara Finch", ["client_admin"], { msp, client }),
  person("cyrus", "Cyrus Patel", ["client_user"], { msp, client }),
  person("erin", "Erin Walsh", ["end_user"], { msp, client }),
  schoolPerson("olga", "Olga Marin", "school_owner"),
  schoolPerson("amir", "Amir Haddad", "school_admin"),
  schoolPerson("tess", "Tess Nakamura", "teacher"),
  schoolPerson("stan", "Stan Kowalski", "school_staff"),
  schoolPerson("sofia", "Sofia Almeida", "student"),
  person("tariq", "Tariq Bello", ["trader"]),
  person("tina", "Tina Moreau", ["tutor_manager"]),
  person("vera", "Vera Novak", ["viewer"]),
];

function person(
  name: string,
  displayName: string,
  roles: readonly string[],
  scope: Pick<DemoPerson, "msp" | "client" | "school"> = {},
): DemoPerson {
  return { name, displayName, email: `${name}@boardcast.example`, roles, ...scope };
}

function schoolPerson(name: string, displayName: string, role: string): DemoPerson {
  return person(name, displayName, [role], { school: { id: DEMO_SCHOOL.id, role } });
}
