/** The managed service provider of the demo. */
export const DEMO_MSP = {
  id: "5e0c9a52-4f0d-4c52-9a1c-0d6b7f3a1e01",
  name: "Harbour Managed Services",
} as const;

/** One application that people of a client work with; `weight` is its part in the client's interactions. */
export interface DemoApplication {
  readonly id: string;
  readonly name: string;
  readonly weight: number;
}

/** One client of the MSP; `perMinute` is how many interactions its people have at the busiest hour. */
export interface DemoClient {
  readonly id: string;
  readonly name: string;
  readonly perMinute: number;
  readonly departments: readonly string[];
  readonly applications: readonly DemoApplication[];
  readonly agents: readonly string[];
}

/** The clients of {@link DEMO_MSP}. */
export const DEMO_CLIENTS: readonly [DemoClient, ...DemoClient[]] = [
  {
    id: "9b1d3c70-6f5e-4a8e-8d3b-2a54c1f0b101",
    name: "Alder & Finch Solicitors",
    perMinute: 40,
    departments: ["Conveyancing", "Litigation", "Client intake"],
    applications: [
      { id: "77aa1f04-1b6c-4f3e-9d61-5c0e8a2b1101", name: "Drafting assistant", weight: 5 },
      { id: "77aa1f04-1b6c-4f3e-9d61-5c0e8a2b1102", name: "Case search", weight: 3 },
      { id: "77aa1f04-1b6c-4f3e-9d61-5c0e8a2b1103", name: "Mail assistant", weight: 2 },
    ],
    agents: ["Intake triage", "Deadline watcher"],
  },
  {
    id: "9b1d3c70-6f5e-4a8e-8d3b-2a54c1f0b102",
    name: "Brightwater Clinics",
    perMinute: 90,
    departments: ["Reception", "Nursing", "Billing", "Pharmacy"],
    applications: [
      { id: "77aa1f04-1b6c-4f3e-9d61-5c0e8a2b1201", name: "Visit summariser", weight: 6 },
      { id: "77aa1f04-1b6c-4f3e-9d61-5c0e8a2b1202", name: "Coding helper", weight: 3 },
      { id: "77aa1f04-1b6c-4f3e-9d61-5c0e8a2b1203", name: "Mail assistant", weight: 1 },
    ],
    agents: ["Appointment reminders", "Claims checker", "Stock watcher"],
  },
  {
    id: "9b1d3c70-6f5e-4a8e-8d3b-2a54c1f0b103",
    name: "Calder Freight",
    perMinute: 60,
    departments: ["Dispatch", "Customs", "Workshop"],
    applications: [
      { id: "77aa1f04-1b6c-4f3e-9d61-5c0e8a2b1301", name: "Route planner", weight: 4 },
      { id: "77aa1f04-1b6c-4f3e-9d61-5c0e8a2b1302", name: "Customs forms", weight: 4 },
      { id: "77aa1f04-1b6c-4f3e-9d61-5c0e8a2b1303", name: "Driver chat", weight: 2 },
    ],
    agents: ["Delay notifier", "Invoice matcher"],
  },
];

/** The school of the demo. */
export const DEMO_SCHOOL = { id: 1, name: "Northfield Language School" } as const;
