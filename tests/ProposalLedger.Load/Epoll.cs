using System.ComponentModel;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace ProposalLedger.Load;

/// <summary>Tells which of thousands of sockets have bytes, for one thread that reads them all: .NET's own engine costs a task for each.</summary>
internal sealed class Epoll : IDisposable
{
    private const int Add = 1;
    private const int Remove = 2;
    private const uint Readable = 1;
    private const int MaxEvents = 512;

    // struct epoll_event { uint32 events; uint64 data }, packed on x64 alone.
    private static readonly int Size = RuntimeInformation.ProcessArchitecture == Architecture.X64 ? 12 : 16;
    private readonly byte[] events = new byte[MaxEvents * Size];
    private readonly SafeFileHandle handle = new(Checked(epoll_create1(0)), ownsHandle: true);

    public void Watch(Socket socket, int number)
    {
        var wanted = new byte[Size];
        BitConverter.TryWriteBytes(wanted, Readable);
        BitConverter.TryWriteBytes(wanted.AsSpan(Size - 8), (long)number);
        Checked(epoll_ctl(handle, Add, (int)socket.Handle, wanted));
    }

    public void Forget(Socket socket) => Checked(epoll_ctl(handle, Remove, (int)socket.Handle, new byte[Size]));

    /// <summary>The numbers of those that have bytes or an end; none when the time runs out.</summary>
    public void Wait(List<int> ready, int milliseconds)
    {
        ready.Clear();
        var count = epoll_wait(handle, events, MaxEvents, milliseconds);
        for (var i = 0; i < count; i++) ready.Add((int)BitConverter.ToInt64(events, (i * Size) + Size - 8));
    }

    public void Dispose() => handle.Dispose();

    private static int Checked(int result) => result >= 0 ? result : throw new Win32Exception(Marshal.GetLastPInvokeError());

    [DllImport("libc", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int epoll_create1(int flags);

    [DllImport("libc", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int epoll_ctl(SafeFileHandle handle, int operation, int file, byte[] wanted);

    [DllImport("libc", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int epoll_wait(SafeFileHandle handle, [Out] byte[] events, int maximum, int milliseconds);
}
