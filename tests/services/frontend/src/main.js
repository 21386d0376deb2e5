import { services, sorted } from "./services.js";

document.querySelector("#summary").textContent = `There are ${services.length} services.`;
document.querySelector("#services").append(
	...sorted(services).map(({ name, language }) => {
		const item = document.createElement("li");

		item.textContent = `${name} is written in ${language}`;
		return item;
	}),
);
