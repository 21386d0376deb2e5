export const services = [
	{ name: "greeter", language: "Go" },
	{ name: "counter", language: "Rust" },
	{ name: "api", language: "Python" },
];

export const sorted = (list) => [...list].sort((a, b) => a.name.localeCompare(b.name));
