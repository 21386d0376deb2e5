"""y = 2x + 1, learnt at the start from a few points."""

import torch

torch.manual_seed(1)
model = torch.nn.Linear(1, 1)
x = torch.linspace(-1, 1, 20).unsqueeze(1)
optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
for _ in range(500):
    optimizer.zero_grad()
    torch.nn.functional.mse_loss(model(x), 2 * x + 1).backward()
    optimizer.step()


def predict(numbers):
    with torch.inference_mode():
        return [round(y, 2) for y in model(torch.tensor(numbers).unsqueeze(1)).squeeze(1).tolist()]
