import { emailOf, nameOf } from "./names.ts";

/** How many people there are to invite, and how many of them may join: the rest decline. */
export const TEACHERS = { invitable: 80, mostJoined: 50 } as const;

/** How many students there are to register. */
export const STUDENTS = 160;

/** The `user_id` of the first teacher: far above those of the people of the store. */
const FIRST_TEACHER_ID = 900_000;

/** Someone who may come to the demo's school. */
export interface SchoolPerson {
  readonly name: string;
  readonly email: string;
}

/** The people who may be invited to teach. */
export const INVITABLE: readonly SchoolPerson[] = Array.from(
  { length: TEACHERS.invitable },
  (_, index) => personAt(index, "teachers.northfield"),
);

/** The people who may register as students. */
export const REGISTRABLE: readonly SchoolPerson[] = Array.from(
  { length: STUDENTS },
  (_, index) => personAt(TEACHERS.invitable + index, "students.northfield"),
);

function personAt(index: number, place: string): SchoolPerson {
  const name = nameOf(index);
  return { name, email: emailOf(name, place) };
}

/** Who an invited person is to the server, for as long as it takes to answer. */
export function invitedClaims({ name, email }: SchoolPerson): Record<string, unknown> {
  return {
    sub: email,
    user_id: FIRST_TEACHER_ID + INVITABLE.findIndex((person) => person.email === email),
    name,
    email,
    role: "viewer",
    exp: Math.floor(Date.now() / 1_000) + 300,
  };
}
